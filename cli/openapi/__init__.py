"""The OpenAPI document: public routes declared here, staff and subscription routes read from their own functions.

    document.py     joins and finishes; `gazette openapi` writes the result to docs/openapi.json
    articles.py     rates.py  site.py  about.py    public routes, one file per function, with models of their answers
    answers.py      what public reads have in common: ETag and 304, caching, HEAD, lists and cursors
    problems.py     which errors an operation may answer with
    staff.py        what the staff functions' signatures cannot say

Nothing that is deployed imports this: public functions answer with stored bytes, not with models.
"""
