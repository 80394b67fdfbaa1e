import { Component, type ReactNode } from 'react';
import { useTexts } from '../text/texts.ts';

interface BoundaryProps {
  /** Another value (another room, say) gives what is inside a new chance. */
  of: string;
  children: ReactNode;
}

/** Keeps a fault in one pane from taking the others down. */
export class ErrorBoundary extends Component<BoundaryProps, { failedOf: string | null }> {
  override state = { failedOf: null };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ failedOf: this.props.of });
  }

  override render(): ReactNode {
    return this.state.failedOf === this.props.of ? <PaneFailed /> : this.props.children;
  }
}

function PaneFailed() {
  const t = useTexts();
  return (
    <div className="empty" role="alert">
      <p>{t.general.paneFailed}</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        {t.general.reloadPage}
      </button>
    </div>
  );
}
