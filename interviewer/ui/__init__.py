"""The page: Gradio layout and events over the services; the only package that knows Gradio.

listening.py the address, taken first
server.py    FastAPI parent: page, report downloads, health, security headers
page.py      what stands where; parts.py names the components
handlers.py  events of the page -> use cases -> updates of components; no decisions
draw.py      an interview -> values of components, all from the store
rail.py, report.py, markup.py, pace.py   pure helpers of drawing: clock rail, report, Markdown, streaming rhythm
"""
