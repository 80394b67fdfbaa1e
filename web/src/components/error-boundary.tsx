import { Component, useContext, useEffect, type ReactNode } from 'react';
import { useTexts } from '../text/texts.ts';
import { AppContext } from './app-context.ts';

interface BoundaryProps {
  /** Another value (another room, say) gives what is inside a new chance. */
  of: string;
  children: ReactNode;
  /** What is inside lies over the panes and is closed when it fails, instead of a word in its place. */
  onFailed?: () => void;
}

/** Keeps a fault in one pane from taking the others down. */
export class ErrorBoundary extends Component<BoundaryProps, { failedOf: string | null; missing: boolean }> {
  override state = { failedOf: null, missing: false };

  override componentDidCatch(error: unknown): void {
    const missing = isMissingPart(error);
    // A part that went with the server's last build is no fault: the person is told what to do.
    if (!missing) console.error(error);
    this.setState({ failedOf: this.props.of, missing });
  }

  override render(): ReactNode {
    const { of, children, onFailed } = this.props;
    if (this.state.failedOf !== of) return children;
    const again = (): void => this.setState({ failedOf: null });
    return <PaneFailed missing={this.state.missing} again={again} {...(onFailed ? { onFailed } : {})} />;
  }
}

interface PaneFailedProps {
  missing: boolean;
  again: () => void;
  onFailed?: () => void;
}

function PaneFailed({ missing, again, onFailed }: PaneFailedProps) {
  const t = useTexts();
  const updates = useContext(AppContext)?.updates;
  useEffect(() => {
    if (missing || onFailed) void updates?.partMissing();
    onFailed?.();
  }, [missing, onFailed, updates]);
  if (onFailed) return null;
  return (
    <div className="empty" role="alert">
      <p>{t.general.paneFailed}</p>
      <button type="button" className="button" onClick={again}>
        {t.general.retry}
      </button>
      <button type="button" className="link-button" onClick={() => location.reload()}>
        {t.general.reloadPage}
      </button>
    </div>
  );
}

/** Whether a chunk did not load, as Chromium, Firefox and Safari put it. */
function isMissingPart(error: unknown): boolean {
  return error instanceof TypeError && /import|module script/i.test(error.message);
}
