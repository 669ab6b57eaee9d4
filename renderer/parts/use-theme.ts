import { useEffect, useState } from 'react'

export type Theme = 'bright' | 'dark'

const STORED_AT = 'bondmark.theme'

const first = (): Theme => {
  const chosen = localStorage.getItem(STORED_AT)
  if (chosen === 'bright' || chosen === 'dark') return chosen
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'bright'
}

/** The theme: the one chosen last on this machine, else the system's. */
export function useTheme(): { theme: Theme; toggle: () => void } {
  const [theme, setTheme] = useState<Theme>(first)
  useEffect(() => {
    document.documentElement.setAttribute('data-theme', theme)
  }, [theme])
  const toggle = () => {
    const other = theme === 'dark' ? 'bright' : 'dark'
    localStorage.setItem(STORED_AT, other)
    setTheme(other)
  }
  return { theme, toggle }
}
