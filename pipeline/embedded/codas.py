"""What follows a topic after a colon or question mark, by style: a seeded generator in, a pattern out.

Brackets hold alternatives; slots are those of `frame`. With a few codas for each style only 57% of ideas got
five distinct titles (the birthday problem), so there are hundreds, many of them short: a long idea leaves
little room.
"""

import random
import re

_BRACKET = re.compile(r"\[([^\]]*)\]")
_MARKS = re.compile(r"[\[\]|]")
_MANNER = "Quiet|Simple|Slow|Short|Calm|Plain|Gentle|Careful|Practical|Little|Relaxed|Cozy|Brief|Friendly"
_KIND = (
    "Look|Tour|Diary|Walkthrough|Portrait|Film|Introduction|Overview|Visit|Essay|Report|Sketch|Conversation"
)

_CODAS = {
    "plain": f"""
        A [{_MANNER}] [{_KIND}]
        A [{_MANNER}] [{_KIND}]
        [Notes|Thoughts|Scenes|Impressions|Pictures|Sketches] From [a Quiet Day|the Road|Home|a Long Week|\
            My Desk|Last Year]
        [Step by Step|From the Start|Plain and Simple|Day by Day|Piece by Piece|For the Record|In Detail]
        Part [1|2|3|4|5|6|7|8|9|10]
        [My|A|The] [Notes|Diary|Log|Record|Journal|Album|Logbook] [of {{Dur}}|in {{N}} Parts|\
            in {{N}} Chapters]""",
    "howto": """
        How I [Do|Did|Plan|Learned|Practice|Started|Approach] [Everything|This|\
            All of This] [in {M} Minutes|on a Budget|in {Dur}]
        How to [Start|Begin|Improve|Succeed|Learn] [Today|This Week|in {Y}|in {M} Minutes|in {Dur}|\
            With ${S}|From Zero]
        How to Get [Started|Better|Going|Good|Ready] [Today|This Week|in {Y}|in {M} Minutes|in {D} Days|\
            With ${S}|Fast]
        How I [Got Started|Stay Sane|Keep Going|Made Time|Save Hours|Stay on Budget|Found My Way]
        How to Do It [Right|Better|Alone|Cheaply|Safely|Slowly|Yourself|Well|Today]
        [My|An Easy|A Simple|The Fast|A Cheap] [{N}-Step|{M}-Minute|{D}-Day] [Method|Plan|Routine|System]""",
    "list": """
        {N} [Lessons|Tips|Facts|Rules|Ideas|Steps|Tricks|Secrets|Questions|Myths|Truths|Reasons|Hacks|\
            Stories|Warnings]
        {N} [Lessons|Tips|Facts|Rules|Ideas|Steps|Tricks|Secrets|Questions|Myths|Truths|Reasons|Hacks|\
            Stories|Warnings]
        {N} [Hard|Small|Honest|Surprising|Simple|Strange|Useful|Big|Quick|Quiet] [Lessons|Tips|Facts|\
            Truths|Tricks|Rules|Ideas]
        {N} Things [to Know|I Learned|I Love|I Regret|to Try|Nobody Says|to Avoid|I Would Change|\
            That Surprised Me]
        [Top|My Top|The Top] {N} [Tips|Moments|Lessons|Tricks|Questions|Surprises|Rules|Facts]
        [My|The] {N} [Favorite|Best|Worst|Biggest|Weirdest] [Moments|Lessons|Tricks|Ideas|Surprises|Parts]""",
    "mistakes": """
        {N} [Mistakes|Errors|Regrets|Failures|Traps|Bad Habits|Wrong Turns|Blunders]
        {N} Mistakes [I Made|to Avoid|I Regret|Beginners Make|I Fixed|Experts Make|You Can Fix|I Keep Making]
        [My|The|One] [Biggest|Worst|Dumbest|Costliest|Most Common|Funniest|First] [Mistake|Failure|Regret|\
            Error|Blunder]
        What [I|We|Beginners|Most People|Experts|Many] [Got|Get|Still Get] Wrong
        The [${S}|{D}-Day|{M}-Minute] Mistake
        [Avoid|Fix|Stop Making] [This|My|the Classic|One Common] [Mistake|Blunder|Error]
        [Avoid|Fix|Skip|Mind] These {N} [Mistakes|Errors|Traps|Blunders]""",
    "question": """
        {Is} {It} [Worth It|Worth the Hype|Worth the Money|Overrated|Underrated|Too Hard|Still Worth It|\
            Any Good|for You]?
        {Is} {It} [Worth It|Worth the Hype|Worth the Money|Overrated|Too Late|Possible|Better] in {Y}?
        {Does} {It} [Really|Actually|Still|Even] [Work|Matter|Help|Pay Off|Make Sense|Last]?
        [Can|Could|Should] [You|We|Anyone|Beginners|I] [Do This|Do Better|Try This|Learn This|Afford This|\
            Trust This]?
        [Would|Could|Will] You [Try|Dare|Survive|Agree|Join|Last] [{Dur}|This|in {Y}]?
        What [Really Happens|Went Wrong|Comes Next|Is Going On|Did We Learn|Do Experts Say|Is the Point|\
            Is the Catch]?""",
    "guide": """
        [A|The] [Complete|Simple|Practical|Full|Friendly|Beginner's|Definitive|Quick|Pocket] [Guide|\
            Handbook|Roadmap|Manual]
        [A|The] [Complete|Simple|Practical|Full|Friendly|Beginner's|Definitive|Quick] [Guide|Roadmap|\
            Course] ({Y})
        [The|My] [{N}-Step|{D}-Day|{M}-Minute|{Y}] [Guide|Roadmap|Plan|Checklist|Course|Playbook]
        Everything You [Need|Want|Ought] to Know [First|in {Y}|Today|Before You Start|in {M} Minutes]
        [Beginner|Starter|Survival|Field] [Guide|Kit|Handbook|Course] [({Y})|for {Y}|in {N} Parts]
        [101|All the Basics|The Essentials|From Zero to Hero|The Full Course] [({Y})|in {M} Minutes|\
            in {N} Steps]""",
    "tried": """
        [Honest|Surprising|Final|Real|Early|Mixed|Full|First] Results [After {Dur}|From {Dur}|for {Y}]
        My {D}-Day [Experiment|Test|Challenge|Diary|Trial|Project|Review]
        What {Dur} Taught Me
        I [Tried|Tested|Did] [This|It] for {Dur}
        [I Tried It|I Tested It|My Test|My Experiment|My Review|The Test|My Results|The Results]
        I [Spent|Saved|Lost|Risked] [${S}|{Dur}|${S} in {Dur}]
        After {Dur}, [My Verdict|My Review|My Results|the Truth|an Update|I'm Hooked|I Quit|I'm Done]""",
    "explained": """
        Explained in {M} [Minutes|Steps|Pictures|Examples|Sentences]
        Explained [Simply|Clearly|Slowly|Quickly|to Kids|to Grandma|With Examples|From Scratch|\
            in Plain English|Step by Step]
        [A|The|My] {M}-Minute [Explanation|Explainer|Lesson|Introduction|Summary|Answer]
        The [Science|Logic|Math|Idea|Facts|Basics|Theory|Physics] [in {M} Minutes|Explained|Made Simple|\
            in Plain Words]
        [Finally|Briefly|Fully|Properly] [Explained|Understood|Made Simple|Made Clear]
        What [Science|Research|History|Math|an Expert|the Data] [Says|Shows|Can Tell Us|Tells Us]""",
    "hype": """
        [This Is|It's|So] [INSANE|CRAZY|UNREAL|WILD|SHOCKING|GENIUS|EPIC|UNBELIEVABLE]!
        [This Is|It's|Absolutely] [INSANE|CRAZY|UNREAL|WILD|SHOCKING|GENIUS|EPIC|\
            UNBELIEVABLE] [(Watch This)|(Must Watch)|({Y})]!
        NOBODY [Tells You|Talks About|Expected|Believed|Warned Me About|Noticed] [THIS|IT]!
        You [WON'T BELIEVE|NEED to See|MUST See|HAVE to Try|Will LOVE|Will REGRET] [This|THIS|IT]!
        [INSANE|CRAZY|SHOCKING|UNREAL|WILD|EPIC] [RESULTS|ENDING|TWIST|DETAILS|FACTS|TRUTH|STORY]!
        WATCH This [FIRST|NOW|BEFORE You Start|TODAY|Until the END|TWICE]!
        {N} [INSANE|CRAZY|SHOCKING|UNREAL|WILD|EPIC] [Facts|Tricks|Secrets|Moments|Details|Hacks]!""",
    "story": """
        The [Full|Real|Untold|Strange|True|Whole|Secret|Inside|Surprising|Funny|Unlikely|Sad|Hidden|\
            Human] Story
        How {It} [Changed My Life|Changed Everything|All Began|Ended|Saved Me|Changed Me|Surprised Me|\
            Won Me Over]
        What I [Learned|Found|Saw|Discovered|Remember|Kept|Lost] [in {Dur}|Along the Way|After {Dur}|\
            in the End|That Day]
        [A|My] [Love|Ghost|True|Long|Family|Short|Success|Winter|Summer] Story [in {N} Parts|From {Dur}|\
            Worth Telling]
        [My|Our|One] [Long|Strange|Slow|Wild|Quiet|Humble|Messy|Lucky] [Journey|Adventure|Beginning|Road|\
            Year|Night|Morning]
        [Confessions|Memories|Lessons|Letters] [of a Beginner|After {Dur}|From {Dur}|From the Start|\
            of an Addict]""",
    "contrarian": """
        [An Unpopular|A Controversial|My Honest|A Different|A Harsh|A Contrary|A Blunt] [Opinion|Take|View|\
            Verdict|Answer]
        (Not What You [Think|Expect|Imagine|Heard|Were Told|Read|Want])
        [Don't|Never] [Start|Bother|Quit|Begin|Believe the Hype] [Before|Until] You [Watch|See|Hear] This
        [Everyone|Everybody|Nearly Everyone|The Internet|Your Teacher|Hollywood|Social Media] [Is|Was] Wrong
        [Why I Quit|Why I Disagree|Never Again|I Was Wrong|Change My Mind|Forget the Rules|Stop Worrying|\
            Lower the Bar]
        [The Dark Side|The Problem|The Ugly Truth|The Catch|The Downside|The Hype] [in {Y}|Nobody Mentions|\
            After {Dur}]""",
    "versus": """
        [Expectation|Theory|Dream|Plan|Movie|Advertising] vs [Reality|Real Life|the Truth]
        [Myth|Fiction|Rumor|Opinion|Hype|Legend] vs [Reality|Fact|Science|Truth|Evidence]
        Day 1 vs Day {D}
        Week 1 vs Week {N}
        [Cheap|Fast|Lazy|Easy|Old|Modern|Wrong] Way vs [Right Way|Best Way|Hard Way|Slow Way|My Way]
        [Beginner|Amateur|Rookie|Student|Me] vs [Pro|Expert|Master|Champion|Robot|AI]
        ${S} vs [$5|$10|$20|Free]
        [Before vs After|Then vs Now|{Y} vs 1990|{Y} vs 1950|{Y} vs 2000|Morning vs Night|Young vs Old]""",
}
CODAS = {style: tuple(line.strip() for line in block.strip().splitlines()) for style, block in _CODAS.items()}


def draw(rng: random.Random, line: str) -> str:
    """A line with one alternative taken from each bracket."""
    return _BRACKET.sub(lambda match: rng.choice(match.group(1).split("|")).strip(), line)


def draw_coda(rng: random.Random, style: str) -> str:
    """A coda of a style; its slots are still open."""
    return draw(rng, rng.choice(CODAS[style]))


def coda_words() -> tuple[str, ...]:
    """The text of all codas, for the vocabulary."""
    return tuple(_MARKS.sub(" ", line) for lines in CODAS.values() for line in lines)
