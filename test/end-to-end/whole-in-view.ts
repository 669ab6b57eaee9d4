import { expect, type Locator } from '@playwright/test'

/** Each of `parts` lies within the viewport, cut by nothing that scrolls and covered by nothing at its lower edge. */
export async function expectWhole(parts: Locator): Promise<void> {
  for (const part of await parts.all()) {
    const box = await part.boundingBox()
    const view = part.page().viewportSize()
    if (box === null || view === null) throw new Error(`${part} is not on the screen`)
    expect(box.y).toBeGreaterThanOrEqual(0)
    expect(box.y + box.height).toBeLessThanOrEqual(view.height)
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(view.width)
    const isSeen = await part.evaluate((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect()
      const middle = (left + right) / 2
      return [top + 4, bottom - 4].every((y) => {
        const at = element.ownerDocument.elementFromPoint(middle, y)
        return at !== null && element.contains(at)
      })
    })
    expect(isSeen, `${part} is cut or covered`).toBe(true)
  }
}
