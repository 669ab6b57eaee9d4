import { useEffect, useState } from 'react'
import { fromBase64Url } from '../../core/encoding/base64.ts'
import { wholePixelsWide } from '../format/whole-pixels.ts'

interface Props {
  /** PNG, base64url. */
  readonly png: string
  readonly alt: string
  readonly className: string
  /** It is going to be scanned: shown at whole pixels of the screen, within so many CSS pixels. */
  readonly sharpWithin?: number
}

/** A picture that came over the wire as bytes. */
export const PngPicture = ({ png, alt, className, sharpWithin }: Props) => {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([fromBase64Url(png).slice()], { type: 'image/png' }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [png])
  if (!address) return null
  return (
    <img
      className={className}
      src={address}
      alt={alt}
      onLoad={({ currentTarget }) => {
        if (sharpWithin === undefined) return
        const wide = wholePixelsWide(currentTarget.naturalWidth, sharpWithin, devicePixelRatio)
        currentTarget.style.width = `${wide}px`
      }}
    />
  )
}
