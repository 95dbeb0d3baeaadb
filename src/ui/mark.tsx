// There, or not there: ✓ and ✕ beside a word that says so too.
import './mark.css';

export function Mark({ met }: { readonly met: boolean }) {
  return (
    <svg
      className={met ? 'mark met' : 'mark unmet'}
      width="12"
      height="12"
      viewBox="0 0 12 12"
      aria-hidden="true"
    >
      <path d={met ? 'M2 6.5 5 9.5 10.5 2.5' : 'M2.5 2.5 9.5 9.5 M9.5 2.5 2.5 9.5'} />
    </svg>
  );
}
