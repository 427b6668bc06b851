import sys
from pathlib import Path
from advisor.corpus.loader import load
from advisor.errors import KnowledgeInvalid
try:
    load([Path(sys.argv[1])])
    print("ok")
except KnowledgeInvalid as e:
    for p in e.problems:
        print(f"{p.path}:{p.line}: {p.code} {dict(p.params)}")
