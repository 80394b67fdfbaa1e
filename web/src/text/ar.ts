import { arErrors } from './ar-errors.ts';
import type { Texts } from './en.ts';
import { plural, type PluralForms } from './plural.ts';

const number = new Intl.NumberFormat('ar');
const form = plural('ar');
/** The form for a number, with the number where it has `#`: one and two of something have words of their own. */
const counted = (n: number, forms: PluralForms): string => form(n, forms).replace('#', number.format(n));
const seconds = new Intl.NumberFormat('ar', { maximumFractionDigits: 1 });
const span = (ms: number): string =>
  ms < 1_000 ? `${number.format(Math.max(1, Math.round(ms)))} م.ث` : `${seconds.format(ms / 1_000)} ث`;
/** Keeps a name of either direction from turning the sentence around it. */
const isolated = (name: string): string => `\u2068${name}\u2069`;

const members: PluralForms = {
  zero: 'لا أعضاء',
  one: 'عضو واحد',
  two: 'عضوان',
  few: '# أعضاء',
  many: '# عضوًا',
  other: '# عضو',
};
const newMessages: PluralForms = {
  zero: 'لا رسائل جديدة',
  one: 'رسالة جديدة واحدة',
  two: 'رسالتان جديدتان',
  few: '# رسائل جديدة',
  many: '# رسالة جديدة',
  other: '# رسالة جديدة',
};
const messages: PluralForms = {
  zero: 'لا رسائل',
  one: 'رسالة واحدة',
  two: 'رسالتين',
  few: '# رسائل',
  many: '# رسالة',
  other: '# رسالة',
};
const characters: PluralForms = {
  zero: '# حرف',
  one: 'حرف واحد',
  two: 'حرفان',
  few: '# أحرف',
  many: '# حرفًا',
  other: '# حرف',
};
const times: PluralForms = {
  zero: '# مرة',
  one: 'مرة واحدة',
  two: 'مرتين',
  few: '# مرات',
  many: '# مرة',
  other: '# مرة',
};
const secondForms: PluralForms = {
  zero: '# ثانية',
  one: 'ثانية واحدة',
  two: 'ثانيتين',
  few: '# ثوانٍ',
  many: '# ثانية',
  other: '# ثانية',
};

/** جميع جمل التطبيق بالعربية. */
export const ar: Texts = {
  language: 'العربية',
  errors: arErrors,

  general: {
    cancel: 'إلغاء',
    close: 'إغلاق',
    back: 'العودة إلى الغرف',
    backToConversation: 'العودة إلى المحادثة',
    retry: 'حاول مرة أخرى',
    save: 'حفظ',
    saved: 'حُفظ.',
    loading: 'جارٍ التحميل…',
    copy: 'نسخ',
    copied: 'نُسخ.',
    copyYourself: 'الرابط محدّد. اضغط Ctrl+C أو ⌘+C لنسخه.',
    more: 'عرض المزيد',
    less: 'عرض أقل',
    paneFailed: 'حدث خلل في هذا الجزء من الصفحة. ما كتبته محفوظ.',
    reloadPage: 'أعد تحميل الصفحة',
    unreachableTitle: 'تعذّر الوصول إلى الخادم',
    unreachable: 'تحقق من اتصالك، أو اسأل مشغّل هذا الخادم. لم يضع شيء.',
    somebody: 'أحدهم',
  },

  fields: {
    username: 'اسم المستخدم',
    usernameHint: 'من 2 إلى 32 حرفًا أو رقمًا أو «.» أو «_» أو «-». به يجدك الآخرون.',
    password: 'كلمة المرور',
    passwordHint: '8 أحرف على الأقل، و15 أو أكثر أفضل: تكفي بضع كلمات.',
    currentPassword: 'كلمة المرور الحالية',
    newPassword: 'كلمة المرور الجديدة',
    showPassword: 'إظهار كلمة المرور',
    displayName: 'الاسم الظاهر',
    status: 'الحالة',
    statusHint: 'سطر عن الآن، مثل «في إجازة حتى الاثنين».',
    roomName: 'اسم الغرفة',
  },

  claim: {
    title: 'اجعل هذا الخادم لك',
    lead: 'فتحت الرابط الذي عرضه الخادم مرة واحدة. اختر من أنت: ستكون مالكه، مع غرفة أولى اسمها «General».',
    submit: 'تملّكه',
    noToken: 'تحتاج هذه الصفحة إلى الرابط الذي عرضه الخادم عند أول تشغيل. افتح الرابط كاملًا.',
    already: 'لهذا الخادم مالك بالفعل.',
    unclaimedTitle: 'ليس لهذا الخادم مالك بعد',
    unclaimed: 'افتح الرابط الذي عرضه الخادم عند التشغيل. لا يستطيع أحد التسجيل قبل ذلك.',
  },

  register: {
    title: 'إنشاء حساب',
    submit: 'تسجيل',
    haveAccount: 'لديك حساب؟',
    signIn: 'سجّل الدخول بدلًا من ذلك',
    closedTitle: 'التسجيل مغلق',
    closed: (owner) =>
      owner === null ? 'لا تُنشأ هنا حسابات جديدة.' : `لا تُنشأ هنا حسابات جديدة. اسأل ${isolated(`@${owner}`)}.`,
    inviteTitle: 'تحتاج إلى دعوة',
    invite: (owner) =>
      `تُنشأ الحسابات هنا برابط دعوة. اطلبه من أحد الأعضاء${owner === null ? '' : `، مثل ${isolated(`@${owner}`)}`}.`,
  },

  signIn: {
    title: 'تسجيل الدخول',
    submit: 'تسجيل الدخول',
    forgot: (owner) =>
      owner === null
        ? 'نسيت كلمة المرور؟ اسأل مشغّل هذا الخادم: يستطيع وضع كلمة جديدة.'
        : `نسيت كلمة المرور؟ اسأل ${isolated(`@${owner}`)}: يستطيع وضع كلمة جديدة.`,
    noAccount: 'ليس لديك حساب؟',
    register: 'أنشئ حسابًا',
    ended: 'انتهت جلستك فسُجّل خروجك. سجّل الدخول من جديد.',
  },

  join: {
    title: (room) => `الانضمام إلى ${isolated(room)}`,
    invitedBy: (name) => `دعاك ${isolated(name)}`,
    members: (n) => counted(n, members),
    history: 'الرسائل السابقة ظاهرة لكل من ينضم.',
    joinAs: (name) => `أنت مسجّل الدخول باسم ${isolated(name)}.`,
    submit: 'انضمام',
    signIn: 'سجّل الدخول بدلًا من ذلك',
    newHere: 'اختر اسمًا وكلمة مرور للانضمام:',
    toRooms: 'إلى غرفك',
    toStart: 'إلى صفحة البداية',
    wrongTitle: 'رابط الدعوة هذا لا يعمل',
    wrong: 'قد يكون مقطوعًا أو فيه خطأ. اطلبه مرة أخرى وافتحه كاملًا.',
    expiredTitle: 'انتهت صلاحية هذه الدعوة',
    expired: 'اطلب رابطًا جديدًا ممن أرسلها.',
    usedUpTitle: 'استُنفدت هذه الدعوة',
    usedUp: 'كانت لعدد محدود من الناس. اطلب رابطًا جديدًا ممن أرسلها.',
    revokedTitle: 'سُحبت هذه الدعوة',
    revoked: 'اسأل من أرسلها هل يقصد انضمامك.',
    deletedTitle: 'لم تعد هذه الغرفة موجودة',
    deleted: 'حُذفت، فلا يستطيع أحد الانضمام إليها.',
    removedTitle: 'هذا الرابط لا يعيدك',
    removed: 'أُزلت من هذه الغرفة. لا تعود إليها إلا بدعوة جديدة من أحد مالكيها.',
    failedTitle: 'تعذّر التحقق من الدعوة',
  },

  rooms: {
    title: 'الغرف',
    list: 'غرفك',
    create: 'إنشاء غرفة',
    createTitle: 'إنشاء غرفة جديدة',
    createSubmit: 'إنشاء',
    unread: (n) => `${number.format(n)} غير مقروءة`,
    unreadTitle: (n, title) => `(${number.format(n)}) ${title}`,
    noneTitle: 'لا غرف بعد',
    none: 'أنشئ غرفة وادعُ إليها الناس، أو افتح رابط دعوة أُرسل إليك.',
    pickTitle: 'اختر غرفة',
    pick: 'تظهر محادثتها هنا.',
    notFoundTitle: 'هذه الغرفة ليست هنا',
    notFound: 'هي غير موجودة، أو لست عضوًا فيها. اطلب رابط دعوة من أحد أعضائها.',
    removedTitle: 'أُزلت من هذه الغرفة',
    removed: 'أزالك أحد المالكين. تستطيع العودة بدعوة جديدة من أحدهم.',
    leftTitle: 'غادرت هذه الغرفة',
    left: 'تستطيع العودة برابط دعوة.',
    deletedTitle: 'حُذفت هذه الغرفة',
    deleted: 'ذهبت بكل رسائلها.',
    toRooms: 'إلى غرفك',
  },

  room: {
    menu: 'قائمة الغرفة',
    invite: 'دعوة أشخاص',
    rename: 'تغيير اسم الغرفة',
    renameTitle: 'تغيير اسم هذه الغرفة',
    leave: 'مغادرة الغرفة',
    delete: 'حذف الغرفة',
    deleteTitle: (name) => `حذف «${isolated(name)}»؟`,
    deleteText: 'تزول الغرفة عند الجميع بكل رسائلها. لا يمكن التراجع عن هذا.',
    deleteSubmit: 'حذف الغرفة',
    leaveTitle: (name) => `مغادرة «${isolated(name)}»؟`,
    leaveText: 'لن تصلك رسائلها بعد ذلك. تستطيع العودة برابط دعوة.',
    leaveSubmit: 'مغادرة',
    successorText: 'أنت مالكها الوحيد. اختر من يتولاها:',
    successor: 'المالك الجديد',
    choose: 'اختر…',
    lastMemberText: 'أنت آخر عضو فيها. إن غادرت حُذفت الغرفة بكل رسائلها.',
    lastMemberSubmit: 'مغادرة وحذف',
  },

  members: {
    title: 'الأعضاء',
    show: 'إظهار الأعضاء',
    hide: 'إغلاق الأعضاء',
    count: (n) => counted(n, members),
    owner: 'مالك',
    you: 'أنت',
    online: 'متصل',
    remove: 'إزالة',
    removeLabel: (name) => `إزالة ${isolated(name)}`,
    removeTitle: (name) => `إزالة ${isolated(name)}؟`,
    removeText: 'تتوقف الرسائل عن الوصول إليه فورًا. روابط الدعوة السابقة لا تعيده.',
    removeSubmit: 'إزالة',
    loadMore: 'عرض مزيد من الأعضاء',
  },

  invites: {
    title: 'دعوة أشخاص',
    lead: 'من يفتح الرابط يستطيع الانضمام وقراءة الرسائل السابقة.',
    expires: 'يعمل لمدة',
    expiry: { hour: 'ساعة واحدة', day: 'يوم واحد', week: '7 أيام', never: 'دون حد زمني' },
    uses: 'عدد مرات الاستخدام',
    use: (n) => counted(n, times),
    anyUses: 'أي عدد من المرات',
    create: 'إنشاء رابط',
    link: 'رابط الدعوة',
    copyLink: 'نسخ الرابط',
    tryIt: 'جرّبه: افتحه في نافذة خاصة.',
    once: 'انسخه الآن: لا يُعرض إلا هذه المرة، للأمان.',
    loopback: 'هذا الرابط يعمل على هذا الحاسوب فقط. لإدخال غيرك في شبكتك أوقف Rookery وشغّله بالأمر',
    loopbackCommand: 'npm start -- --lan',
    active: 'روابط تعمل',
    none: 'لا شيء.',
    by: (name) => `من ${isolated(name)}`,
    used: (uses, max) =>
      max === null
        ? `استُخدم ${counted(uses, times)}`
        : `استُخدم ${number.format(uses)} من ${number.format(max)}`,
    until: (when) => `حتى ${isolated(when)}`,
    noExpiry: 'دون حد زمني',
    revoke: 'سحب',
    revokeLabel: (when) => `سحب الرابط المنشأ ${isolated(when)}`,
  },

  conversation: {
    messages: (room) => `الرسائل في ${isolated(room)}`,
    beginning: 'هنا بداية الغرفة.',
    olderFailed: 'تعذّر تحميل الرسائل السابقة.',
    loadOlder: 'تحميل الرسائل السابقة',
    loadFailed: 'تعذّر تحميل الرسائل.',
    emptyTitle: 'الهدوء يعمّ هنا',
    empty: 'اكتب أول رسالة، أو ادعُ أحدًا للحديث معه.',
    newLine: 'جديد',
    jump: (n) => (n === 0 ? 'إلى الأحدث ↓' : `${number.format(n)} جديدة ↓`),
    jumpLabel: (n) => (n === 0 ? 'إلى أحدث رسالة' : `${counted(n, newMessages)}، انتقل إليها`),
    typing: (names) =>
      names.length === 1
        ? `${isolated(names[0] ?? '')} يكتب…`
        : names.length === 2
          ? `${isolated(names[0] ?? '')} و${isolated(names[1] ?? '')} يكتبان…`
          : 'عدة أشخاص يكتبون…',
    arrived: (name, text) => `${isolated(name)}: ${text}`,
    arrivedMany: (n) => counted(n, newMessages),
    created: (name, room) => `أنشأ ${isolated(name)} الغرفة «${isolated(room)}»`,
    renamed: (name, room) => `غيّر ${isolated(name)} اسم الغرفة إلى «${isolated(room)}»`,
    joined: (name) => `انضم ${isolated(name)}`,
    left: (name) => `غادر ${isolated(name)}`,
    removed: (name, by) => `أزال ${isolated(by)} العضو ${isolated(name)}`,
  },

  message: {
    label: (name, time) => `${isolated(name)}، ${time}`,
    edited: 'معدّلة',
    deleted: 'رسالة محذوفة',
    edit: 'تعديل الرسالة',
    delete: 'حذف الرسالة',
    details: 'تفاصيل الرسالة',
    storedAfter: (seq, ms) => `${isolated(`#${seq}`)} · حُفظت بأمان بعد ${span(ms)} من ضغطك Enter`,
    storedAt: (seq, when) => `${isolated(`#${seq}`)} · حُفظت بأمان في ${isolated(when)}`,
    editLabel: 'تعديل رسالتك',
    deleteTitle: 'حذف هذه الرسالة؟',
    deleteText: 'تزول عند الجميع. لا يمكن التراجع عن هذا.',
    deleteSubmit: 'حذف',
    sending: 'جارٍ الإرسال…',
    queued: 'تنتظر الاتصال',
    unkept: 'لم يستطع هذا المتصفح حفظها: إعادة التحميل تضيّعها',
    old: 'كُتبت قبل أكثر من ساعة. أتُرسل الآن؟',
    send: 'إرسال',
    retry: 'أعد المحاولة',
    discard: 'حذف',
    failed: (why) => `لم تُرسل: ${why}`,
  },

  composer: {
    label: (room) => `رسالة إلى ${isolated(room)}`,
    send: 'إرسال',
    over: (n) => `أطول من الحد: ${counted(n, characters)}`,
    left: (n) => `بقي ${counted(n, characters)}`,
    split: (n) => `إرسال في ${counted(n, messages)}`,
  },

  connection: {
    connecting: 'جارٍ الاتصال…',
    waiting: (n) => `تُعاد محاولة الاتصال… المحاولة التالية بعد ${number.format(n)} ث`,
    retryNow: 'حاول الآن',
  },

  settings: {
    open: 'الملف الشخصي والإعدادات',
    title: 'الملف الشخصي والإعدادات',
    profile: 'الملف الشخصي',
    picture: 'الصورة',
    choosePicture: 'اختيار صورة',
    removePicture: 'إزالة الصورة',
    pictureHint: 'PNG أو JPEG أو WebP أو GIF حتى 10 ميغابايت. تُقصّ مربعة.',
    preview: 'معاينة الصورة الجديدة',
    usePicture: 'استخدام هذه الصورة',
    username: 'تغيير اسم المستخدم',
    usernameSubmit: 'تغيير اسم المستخدم',
    usernameNote: 'يبقى اسمك القديم محجوزًا لك 90 يومًا.',
    password: 'تغيير كلمة المرور',
    passwordSubmit: 'تغيير كلمة المرور',
    passwordChanged: 'تغيّرت كلمة المرور، وانتهت جلساتك الأخرى.',
    sessions: 'أين سجّلت الدخول',
    thisSession: 'هذه الجلسة',
    lastSeen: (when) => `آخر استخدام ${isolated(when)}`,
    unknownDevice: 'جهاز غير معروف',
    someProgram: 'برنامج',
    deviceOn: (program, system) => `${isolated(program)} على ${isolated(system)}`,
    endSession: 'إنهاء',
    endSessionLabel: (device) => `إنهاء الجلسة على ${isolated(device)}`,
    appearance: 'المظهر',
    theme: 'الألوان',
    themes: { system: 'كالنظام', light: 'فاتح', dark: 'داكن' },
    language: 'اللغة',
    languageAuto: 'كالمتصفح',
    signOut: 'تسجيل الخروج',
    unsentTitle: 'أتسجّل الخروج وتفقد ما لم يُرسل؟',
    unsent: (n) => `لم تُرسل بعد: ${counted(n, messages)}. تسجيل الخروج يمحوها من هذا المتصفح.`,
    unsentSubmit: 'تسجيل الخروج رغم ذلك',
    version: (version) => `Rookery ${isolated(version)}`,
  },

  phone: {
    title: 'الاستخدام على هاتفك',
    lead: 'امسح رمزًا بهاتفك لتسجيل الدخول عليه دون كتابة كلمة المرور.',
    show: 'إظهار الرمز',
    hide: 'إخفاء الرمز',
    again: 'إنشاء رمز جديد',
    codeLabel: 'رمز QR يسجّل دخول هاتفك',
    scan: 'وجّه كاميرا هاتفك إليه وافتح الرابط.',
    left: (n) => `يعمل مرة واحدة، ولمدة ${counted(n, secondForms)} أخرى.`,
    link: 'أو افتح هذا الرابط هناك',
    warning: 'لا تُره أحدًا: من يفتحه يدخل باسمك.',
    expired: 'انتهت صلاحية هذا الرمز.',
    used: (device) => `سُجّل الدخول الآن: ${device}.`,
    onlyHere: 'لا يستطيع الهاتف فتح هذا العنوان: هو يعمل على هذا الحاسوب فقط. أوقف Rookery وشغّله بالأمر',
    orAddress: 'أو اضبط عنوانه العام بواسطة',
    enterTitle: 'تسجيل الدخول على هذا الجهاز',
    account: 'ستسجّل الدخول باسم',
    enter: 'تسجيل الدخول على هذا الجهاز',
    onlyYours: 'تابع فقط إن كنت أنت من أنشأ هذا الرمز.',
    replaces: (name) =>
      `أنت مسجّل الدخول هنا باسم ${isolated(`@${name}`)}. تنتهي تلك الجلسة ويُمحى ما حفظته هنا.`,
    alreadyTitle: 'أنت مسجّل الدخول بالفعل',
    goneTitle: 'لم يعد هذا الرمز يعمل',
    gone: 'يعمل مرة واحدة ولمدة دقيقتين. أنشئ رمزًا جديدًا على حاسوبك: الإعدادات، «الاستخدام على هاتفك».',
    failedTitle: 'تعذّر التحقق من الرمز',
    signInInstead: 'تسجيل الدخول بكلمة المرور',
  },
};
