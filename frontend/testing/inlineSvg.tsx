/** Stands in for react-inlinesvg, which would fetch icons from a Grafana server. */
export default function InlineSvg({ src }: { src: string }) {
  return <svg data-src={src} />;
}
