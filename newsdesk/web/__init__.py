"""A place to read: web pages, a JSON API and feeds over `storage.queries`. Needs the extra ``web``.

`app` puts it together; `pages` answers people, `api` programs, `feeds` readers; `views` decides what is shown, and is
pure; `security` decides who may ask, and how much.
"""
