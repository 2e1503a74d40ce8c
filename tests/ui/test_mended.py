"""What is changed in Gradio's own scripts."""

import pytest

from pipeline.ui.frontend import ASSETS
from pipeline.ui.mended import CHANGES, mend

BY_EVENT = (
    "(t.of??=t.reduce((of,{targets})=>(targets.forEach(([id,name],n)=>"
    "targets.findIndex(([other])=>other===id)===n&&(of[id]??=[]).push(name)),of),{}))[e.id]??[]"
)


@pytest.mark.parametrize("name", CHANGES)
def test_gradio_writes_each_place_once(name: str) -> None:
    place = CHANGES[name].place
    assert sum(len(place.findall(script.read_bytes())) for script in ASSETS.glob("*.js")) == 1


@pytest.mark.parametrize(
    "script, mended",
    [
        (
            "le(()=>{v(),oe(()=>{O.reload(r.components,r.layout)})})",
            "le(()=>{v()&&oe(()=>{O.reload(r.components,r.layout)})})",
        ),
        ("set root(e){ae(this.#i,e,!0)}", "set root(e){ae(this.#i,e,this.root_untracked)}"),
        (
            "this.postprocess(this.root),this.root_untracked=this.root}",
            "this.postprocess(this.root),this.root_untracked=this.root,this.root=this.root_untracked}",
        ),
        (
            "find_attached_events(e,t){let n=t.filter(t=>t.targets.find(([t])=>t===e.id)).map(a)"
            ".filter(Boolean);return e.props.shared_props.attached_events=n,e}",
            f"find_attached_events(e,t){{let n={BY_EVENT};return e.props.shared_props.attached_events=n,e}}",
        ),
        (
            "async set_event_args(e,t){let n={},r=await this.get_state_cb?.(e);",
            "async set_event_args(e,t){if(!Object.keys(t).length)return()=>{};"
            "let n={},r=await this.get_state_cb?.(e);",
        ),
        (
            "if(e.initialLocale)try{ot.resolveLocale(e.initialLocale)&&(i=e.initialLocale)}catch{}",
            "if(e.initialLocale)try{(i=e.initialLocale)}catch{}",
        ),
        (
            "constructor(e,t){for(let t in e.shared_props)this.shared[t]=e.shared_props[t];"
            "for(let t in e.props)t!==`i18n_store`&&(this.props[t]=e.props[t]);if(t)",
            "constructor(e,t){this.shared={...e.shared_props};let{i18n_store:store,...props}=e.props;"
            "this.props=props;if(t)",
        ),
        (
            "try{let r=ve.default.compile(e)(t),i=Object.keys(t)",
            "try{let r=e.includes(`{{`)?ve.default.compile(e)(t):e,i=Object.keys(t)",
        ),
        (
            "typeof document>`u`||(W||(W=document.createElement(`style`),document.head.appendChild(W)),"
            "w(Y,$(re(),G,`css`),!0))",
            "typeof document>`u`||!W&&!re()||(W||(W=document.createElement(`style`),"
            "document.head.appendChild(W)),w(Y,$(re(),G,`css`),!0))",
        ),
        (
            "n=d(()=>all().length),x=d(()=>all()[0]),S=d(()=>t.type.charAt(0).toUpperCase()+t.type.slice(1))",
            "n=d(()=>all().length),x=d(()=>all()[0]),"
            "S=d(()=>all().at(-1)?.title||t.type.charAt(0).toUpperCase()+t.type.slice(1))",
        ),
        ("log(s?._title??`Error`,a)", "log(s?.title??`Error`,a)"),
    ],
    ids=CHANGES,
)
def test_each_place_is_changed_and_nothing_beside_it(script: str, mended: str) -> None:
    assert mend(script.encode()).decode() == mended
    assert mend(mended.encode()).decode() == mended


def test_a_script_written_otherwise_is_left_as_it_is() -> None:
    script = b"effect(()=>{count(),untrack(()=>{tree.load(all.components)})});set root(e){set(this.#i,e)}"
    assert mend(script) == script
