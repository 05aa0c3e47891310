import '@testing-library/jest-dom';
import { TextDecoder, TextEncoder } from 'util';

Object.assign(globalThis, { TextDecoder, TextEncoder });

// i18next advertises itself here, once a test file.
console.info = () => {};

// jsdom implements none of these; Grafana's components call them while rendering.
Object.defineProperty(globalThis, 'matchMedia', {
  writable: true,
  value: (media: string) => ({
    matches: false,
    media,
    onchange: null,
    addEventListener: () => {},
    removeEventListener: () => {},
    dispatchEvent: () => false,
  }),
});
Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', {
  value: () => ({ measureText: (text: string) => ({ width: text.length * 8 }) }),
});

class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
Object.assign(globalThis, { ResizeObserver: NoObserver, IntersectionObserver: NoObserver });

// Drop-down lists draw only the options that fit, and jsdom has no layout: give everything a size.
Object.defineProperty(Element.prototype, 'getBoundingClientRect', {
  value: () => ({ width: 120, height: 120, top: 0, left: 0, bottom: 0, right: 0, x: 0, y: 0 }),
});
for (const side of ['clientHeight', 'clientWidth', 'offsetHeight', 'offsetWidth']) {
  Object.defineProperty(HTMLElement.prototype, side, { configurable: true, value: 120 });
}

// Matching every element against every rule of Grafana's styles takes jsdom most of a test's time; inline ones do.
globalThis.getComputedStyle = (element) => (element instanceof HTMLElement ? element : document.body).style;
