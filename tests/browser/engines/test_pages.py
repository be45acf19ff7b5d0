"""The published pages in each engine."""
import time
import pytest
pytestmark = pytest.mark.browser

def test_try(engine, address):
    t = time.time()
    tab = engine.tab()
    tab.go(address + "01_river.html")
    tab.wait("return !document.querySelector('.lk-widget:not(.lk-alive)')")
    print(time.time() - t, tab.run("return document.body.outerHTML.slice(0, 200)"))
    print(tab.run("return [...document.querySelectorAll('.lk-widget')].map(n => n.outerHTML.slice(0,300))"))
