import { useEffect, useState } from 'react'
import { fromBase64Url } from '../../core/encoding/base64.ts'

interface Props {
  /** PNG, base64url. */
  readonly png: string
  readonly alt: string
  readonly className: string
}

/** A picture that came over the wire as bytes. */
export const PngPicture = ({ png, alt, className }: Props) => {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([fromBase64Url(png).slice()], { type: 'image/png' }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [png])
  return address ? <img className={className} src={address} alt={alt} /> : null
}
