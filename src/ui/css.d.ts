// Style sheets are imported for their effect; vite gathers them into the page's css.
declare module '*.css';
