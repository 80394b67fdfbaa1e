-- Runs once, when PostgreSQL makes its data: a database for each service that keeps some.
create database rookery_auth;
create database rookery_users;
create database rookery_chats;
