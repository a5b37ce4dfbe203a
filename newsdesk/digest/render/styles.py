"""How the HTML digest looks, element by element: most mail programs keep only what stands in the element itself.

`digest.css`, in the head, adds what they may drop without harm: dark colours, hovering, narrow screens.
"""

from __future__ import annotations

from markupsafe import Markup

_INK, _SOFT, _LINE, _ACCENT, _CHIP = "#1d1c1a", "#6b675f", "#e3dfd5", "#9c2f1d", "#efece3"
_SERIF = "Georgia,serif"  # short, for it stands in every element
_SANS = "Arial,sans-serif"

_TEXTS = {
    "page": f"margin:0;padding:0;background:#fbfaf6;color:{_INK}",
    "main": f"font:17px/1.55 {_SERIF};color:{_INK};text-align:left;padding:36px 20px 44px",
    "title": f"margin:0;font:600 13px/1.4 {_SANS};letter-spacing:1px;text-transform:uppercase;color:{_ACCENT}",
    "h1": f"margin:4px 0 10px;font:600 38px/1.12 {_SERIF};letter-spacing:-.5px",
    "soft": f"margin:0;font:14px/1.5 {_SANS};color:{_SOFT}",
    "chips": f"margin:12px 0 0;font:13px/2 {_SANS};color:{_SOFT}",
    "chip": f"background:{_CHIP};border-radius:12px;padding:2px 9px;white-space:nowrap",
    "rule": f"border-bottom:1px solid {_LINE};font-size:0;line-height:0;height:28px",
    "row": f"font:15px/1.4 {_SERIF};padding:4px 0",
    "h2": f"margin:5px 0 9px;font:600 25px/1.22 {_SERIF};letter-spacing:-.2px",
    "h3": f"margin:30px 0 2px;font:600 13px/1.4 {_SANS};letter-spacing:1px;text-transform:uppercase;color:{_ACCENT}",
    "h4": f"margin:14px 0 2px;font:600 18px/1.3 {_SERIF}",
    "p": "margin:0",
    "names": f"margin:11px 0 0;font:13px/1.45 {_SANS};color:{_SOFT}",
    "accent": f"color:{_ACCENT}",
    "dots": f"color:{_ACCENT};font-size:11px;letter-spacing:2px",
    "small": f"margin:2px 0 0;font:13px/1.45 {_SANS};color:{_SOFT}",
    "outlet": f"font:600 13px/1.4 {_SANS}",
    "quote": f"margin:14px 0 0;padding:1px 0 1px 14px;border-left:3px solid {_ACCENT};font-style:italic",
    "fact": f"margin:8px 0 0;padding:0 0 0 14px;border-left:2px solid {_LINE};font:15px/1.45 {_SERIF}",
    "time": f"font:13px/1.5 {_SANS};color:{_SOFT};padding:6px 12px 6px 0",
    "cell": f"font:16px/1.4 {_SERIF};padding:6px 0;border-top:1px solid {_LINE}",
    "remark": f"font:12px/1.4 {_SANS};color:{_SOFT};border:1px solid {_LINE};border-radius:4px;padding:0 5px",
    "link": f"color:{_INK};text-decoration:none",
    "plain": f"color:{_INK}",
}

STYLES = {name: Markup(text) for name, text in _TEXTS.items()}  # noqa: S704 - our own words
