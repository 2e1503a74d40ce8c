"""Gradio's own scripts as they are changed on their way to the browser: a script enters, and leaves with the
changes for which it holds the place.

A place is looked for as Gradio 6.31 writes it, and a script that is written otherwise stays as it is; a test
says so when a place is gone.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """What stands at `place` is replaced, as by re.sub."""

    place: re.Pattern[bytes]
    by: bytes


CHANGES = {
    # `reload_count`, 0 at first, is read and dropped, and then the tree built a moment ago is built again.
    # That is for a reload mode, and left until something was reloaded.
    "built once": Change(
        re.compile(rb"(\(\(\)=>\{\w+\(\)),(\w+\(\(\)=>\{\w+\.reload\(\w+\.components,)"),
        rb"\1&&\2",
    ),
    # The tree of components is built of plain objects, and watched once it is whole. It was watched while it
    # was gone through eight times, which made a Proxy and signals for every field of every component.
    "watched when built": Change(
        re.compile(rb"(set root\((\w+)\)\{\w+\(this\.#\w+,\2),!0\)"),
        rb"\1,this.root_untracked)",
    ),
    "watched once whole": Change(
        re.compile(rb"(this\.root_untracked=)(this\.root)\}"),
        rb"\1\2,\2=this.root_untracked}",
    ),
    # The events of a component were found by going through all events for each of them.
    "events by component": Change(
        re.compile(
            rb"(find_attached_events\(\w+,(\w+)\)\{let \w+=)\2\.filter\(.*?\.filter\(Boolean\)"
            rb"(?=;return (\w+)\.)"
        ),
        rb"\1(\2.of??=\2.reduce((of,{targets})=>(targets.forEach(([id,name],n)=>"
        rb"targets.findIndex(([other])=>other===id)===n&&(of[id]??=[]).push(name)),of),{}))[\3.id]??[]",
    ),
    # Where an event sets nothing at its target, the target was looked for all the same, in the whole tree.
    "no target without arguments": Change(
        re.compile(rb"(async set_event_args\(\w+,(\w+)\)\{)(?=let )"),
        rb"\1if(!Object.keys(\2).length)return()=>{};",
    ),
    # Whether the locale, one of Gradio's own list, is one had browsers load what they know of all locales.
    "known locale": Change(re.compile(rb"\w+\.resolveLocale\((\w+\.initialLocale)\)&&(?=\(\w+=\1\))"), b""),
    # Each prop of a component was put into a watched object by itself, with a signal for it, read or not.
    "props at once": Change(
        re.compile(
            rb"(constructor\((\w+),\w+\)\{)"
            rb"for\(let (\w+) in \2\.shared_props\)this\.shared\[\3\]=\2\.shared_props\[\3\];"
            rb"for\(let (\w+) in \2\.props\)\4!==`i18n_store`&&\(this\.props\[\4\]=\2\.props\[\4\]\);"
        ),
        rb"\1this.shared={...\2.shared_props};let{i18n_store:store,...props}=\2.props;this.props=props;",
    ),
    # Each gr.HTML had its template parsed by Handlebars, whatever is in it, and a style sheet of its
    # own, were it empty; each sheet has the browser collect all style anew.
    "plain template": Change(
        re.compile(rb"(let \w+=)(\w+\.default\.compile\((\w+)\)\(\w+\))(?=,\w+=Object\.keys)"),
        rb"\1\3.includes(`{{`)?\2:\3",
    ),
    "no empty style": Change(
        re.compile(
            rb"(typeof document>`u`\|\|)(?=\((\w+)\|\|\(\2=document\.createElement\(`style`\),"
            rb"document\.head\.appendChild\(\2\)\),\w+\(\w+,\$\((\w+)\(\))"
        ),
        rb"\1!\2&&!\3()||",
    ),
    # Above a sentence in the corner stands its kind ("Error"), and not the title that it came with.
    "title instead of kind": Change(
        re.compile(rb"(\w+)\(\)\[0\]\),(\w+=\w+\(\(\)=>)(\w+\.type\.charAt\(0\)\.toUpperCase\(\))"),
        rb"\1()[0]),\2\1().at(-1)?.title||\3",
    ),
    # It is sent as `title`.
    "name of the title": Change(re.compile(rb"(\w+\?\.)_title(?=\?\?`Error`)"), rb"\1title"),
}


def mend(script: bytes) -> bytes:
    """The script with each change whose place it holds."""
    for change in CHANGES.values():
        script = change.place.sub(change.by, script)
    return script
