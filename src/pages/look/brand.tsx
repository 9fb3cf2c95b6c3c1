// The mark of Brug: an arch over water, drawn in the colours of the theme.

export function Brand({ href, name = 'Brug' }: { href?: string; name?: string }) {
  const mark = (
    <>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect class="arch-ground" width="32" height="32" rx="8" />
        <path
          class="arch-line"
          d="M5 21.500h22M7 21.500c0-6.2 4-10 9-10s9 3.8 9 10M16 11.500v10M11 13.200v8.300M21 13.200v8.3"
          fill="none"
          stroke-width="2.2"
          stroke-linecap="round"
        />
      </svg>
      <span>{name}</span>
    </>
  )
  return href === undefined ? (
    <span class="brand">{mark}</span>
  ) : (
    <a class="brand" href={href}>
      {mark}
    </a>
  )
}
