"""Compares what exonym and its peers find, on the cases of cases.toml. See README.md."""

import argparse
import csv
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONTEXT = "declared: context"  # no peer can be told; counted apart
PEERS = {  # tool -> file of its requirements
    "FlashText": "requirements.txt",
    "flashtext-i18n": "requirements-i18n.txt",
    "flashtext-i18n, max_cost=1": "requirements-i18n.txt",
    "flashtext2": "requirements.txt",
    "spaCy PhraseMatcher": "requirements.txt",
    "spaCy PhraseMatcher, characters": "requirements.txt",
    "spaCy EntityRuler": "requirements.txt",
    "spaczz": "requirements.txt",
    "pyahocorasick": "requirements.txt",
    "pyahocorasick + folding": "requirements.txt",
}


# --- the cases -------------------------------------------------------------------------------------------------------


def locate(case, listed):
    """[surface, IDs, offset?] with places: (start, end, [IDs])."""
    mentions, position = [], 0
    for surface, ids, *offset in listed:
        start = offset[0] if offset else case["text"].find(surface, position)
        if start < 0 or case["text"][start : start + len(surface)] != surface:
            sys.exit(f"cases.toml: {case['id']}: {surface!r} is not in the text")
        mentions.append((start, start + len(surface), ids.split("|")))
        position = start + (1 if case.get("overlaps") == "all" else len(surface))
    return sorted(mentions)


def read_cases():
    with open(HERE / "cases.toml", "rb") as file:
        cases = tomllib.load(file)["case"]
    for case in cases:
        case["right"] = [locate(case, listed) for listed in [case.get("expect", []), *case.get("accept", [])]]
    return cases


def passes(case, answer):
    if "error" in answer:
        return False
    if "rewrite" in case:
        return answer["text"] == case["rewrite"]
    mentions = sorted((start, end, sorted(ids)) for start, end, ids in answer["mentions"])
    return mentions in case["right"]


def shown(case, answer):
    """An answer for people."""
    if "error" in answer:
        return answer["error"]
    if "text" in answer:
        return repr(answer["text"])
    marks = [f"{case['text'][s:e]!r} {s}..{e} {'|'.join(ids)}" for s, e, ids in answer["mentions"]]
    return ", ".join(marks) or "nothing"


# --- exonym ----------------------------------------------------------------------------------------------------------


def exonym_source(case, folder):
    """The dictionary of a case: CSV with two columns, or TOML where more is declared."""
    if "exonym" in case:
        path = folder / "names.toml"
        path.write_text(case["exonym"], encoding="utf-8")
    elif "sensitive" in case or "never" in case:
        quote = lambda value: json.dumps(value, ensure_ascii=False)  # noqa: E731
        lines = ["[dictionary]", 'name = "case"', f"never = {quote(case.get('never', []))}"]
        for entity, names in case["names"].items():
            lines += ["[[entity]]", f"id = {quote(entity)}", f"name = {{ en = {quote(names[0])} }}", "aliases = ["]
            for name in names:
                rule = ', case = "sensitive"' if name in case.get("sensitive", []) else ""
                lines.append(f"{{ text = {quote(name)}{rule} }},")
            lines.append("]")
        path = folder / "names.toml"
        path.write_text("\n".join(lines), encoding="utf-8")
    else:
        path = folder / "names.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            rows = [(entity, name) for entity, names in case["names"].items() for name in names]
            csv.writer(file).writerows([("id", "name"), *rows])
    return path


def exonym_answer(program, case, folder):
    command = [program, "normalize" if "rewrite" in case else "tag", "-d", str(exonym_source(case, folder))]
    if case.get("overlaps") == "all":
        command += ["--overlaps", "ALL"]
    done = subprocess.run(command, input=case["text"].encode(), capture_output=True)
    if done.returncode:
        return {"error": done.stderr.decode().strip()}
    output = done.stdout.decode()
    if "rewrite" in case:
        return {"text": output}
    mentions = []
    for line in output.splitlines():
        found = json.loads(line)
        ids = [found["id"]] if found["id"] else sorted(c["id"] for c in found["candidates"])
        mentions.append((found["char_start"], found["char_end"], ids))
    return {"mentions": mentions}


def run_exonym(program, cases):
    with tempfile.TemporaryDirectory() as folder:
        answers = [exonym_answer(program, case, Path(folder)) for case in cases]
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    return {"versions": {"exonym": version}, "answers": answers}


# --- the peers -------------------------------------------------------------------------------------------------------


def environment(venvs, requirements):
    """The Python of a virtual environment with these requirements, made at the first run."""
    folder = venvs / Path(requirements).stem
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = folder / "installed.txt"
    wanted = (HERE / requirements).read_text()
    if not done.exists() or done.read_text() != wanted:
        print(f"installing {requirements} to {folder}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", HERE / requirements], check=True)
        done.write_text(wanted)
    return python


def run_peer(python, tool, cases):
    with tempfile.TemporaryDirectory() as folder:
        questions, answers = Path(folder) / "cases.json", Path(folder) / "answers.json"
        questions.write_text(json.dumps(cases), encoding="utf-8")
        done = subprocess.run(
            [python, HERE / "peers.py", tool, questions, answers], capture_output=True, text=True, cwd=folder
        )
        if done.returncode:
            sys.exit(f"{tool}: {done.stderr}")
        return json.loads(answers.read_text(encoding="utf-8"))


# --- the report ------------------------------------------------------------------------------------------------------


def table(cases, results):
    groups = list(dict.fromkeys(case["group"] for case in cases))
    rows = [["", *results], ["---", *["--:"] * len(results)]]
    sums = {"without declared context": [], "all": []}
    for group in groups:
        row, chosen = [group], [n for n, case in enumerate(cases) if case["group"] == group]
        for result in results.values():
            row.append(f"{sum(result['passed'][n] for n in chosen)}/{len(chosen)}")
        rows.append(row)
    for title in sums:
        chosen = [n for n, case in enumerate(cases) if title == "all" or case["group"] != CONTEXT]
        row = [f"**{title}**"]
        for result in results.values():
            row.append(f"**{sum(result['passed'][n] for n in chosen)}/{len(chosen)}**")
        rows.append(row)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def failures(cases, result):
    for case, answer, passed in zip(cases, result["answers"], result["passed"]):
        if not passed:
            right = repr(case["rewrite"]) if "rewrite" in case else shown(case, {"mentions": case["right"][0]})
            yield f"{case['group']}: {case['id']}", repr(case["text"]), right, shown(case, answer)


def passed_by(cases, result):
    return [f"{case['group']}: {case['id']}" for case, passed in zip(cases, result["passed"]) if passed]


def report(cases, results):
    versions = {}
    for result in results.values():
        versions.update(result["versions"])
    lines = [
        "# What was found",
        "",
        f"{datetime.date.today()}, Python {platform.python_version()}, {len(cases)} cases: "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
        + ".",
        "",
        "Written by `compare.py`; `README.md` says how to read it. Cases passed of cases asked:",
        "",
        table(cases, results),
        "",
        "## What exonym fails",
        "",
    ]
    if "exonym" in results:
        for title, text, right, got in failures(cases, results["exonym"]):
            lines += [f"- **{title}**: {text}", f"  - wanted: {right}", f"  - got: {got}"]
            right_ones = [tool for tool in results if title in passed_by(cases, results[tool])]
            lines.append(f"  - passed by: {', '.join(right_ones) or 'none'}")
    lines += ["", "## Which cases each tool fails", ""]
    for tool, result in results.items():
        failed = [case["id"] for case, passed in zip(cases, result["passed"]) if not passed]
        lines.append(f"- **{tool}**: {', '.join(failed) or 'none'}")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exonym", metavar="PATH", help="the program; without it, only the peers run")
    parser.add_argument(
        "--venvs",
        metavar="DIR",
        type=Path,
        default=Path(tempfile.gettempdir()) / "exonym-behaviour",
        help="where the peers are installed (default: %(default)s)",
    )
    parser.add_argument("--only", metavar="TOOL", action="append", help="run these tools only; writes no files")
    parser.add_argument("--verbose", action="store_true", help="list every failure")
    arguments = parser.parse_args()

    cases = read_cases()
    results = {}
    if arguments.exonym and (not arguments.only or "exonym" in arguments.only):
        results["exonym"] = run_exonym(arguments.exonym, cases)
    for tool, requirements in PEERS.items():
        if not arguments.only or tool in arguments.only:
            results[tool] = run_peer(environment(arguments.venvs, requirements), tool, cases)
    for result in results.values():
        result["passed"] = [passes(case, answer) for case, answer in zip(cases, result["answers"])]

    print(table(cases, results))
    if arguments.verbose:
        for tool, result in results.items():
            print(f"\n{tool}")
            for title, text, right, got in failures(cases, result):
                print(f"  {title}\n    text:   {text}\n    wanted: {right}\n    got:    {got}")
    if arguments.exonym and not arguments.only:
        (HERE / "results.md").write_text(report(cases, results), encoding="utf-8")
        readme = HERE / "README.md"
        before, rest = readme.read_text(encoding="utf-8").split("<!-- table -->")
        after = rest.split("<!-- end of table -->")[1]
        filled = f"{before}<!-- table -->\n{table(cases, results)}\n<!-- end of table -->{after}"
        readme.write_text(filled, encoding="utf-8")


if __name__ == "__main__":
    main()
