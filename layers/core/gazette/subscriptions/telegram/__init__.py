"""The Telegram channels: one post for each article, which follows the article for ever.

message.py                   text of a post, and the Bot API methods that send and change it
bot_api.py, answers.py       client of the Bot API, and its errors
refusals.py                  what a refusal means
model.py, repository.py      state of a post, in the Jobs table
present_article.py           the article as readers see it now
announcer.py                 brings the post of an article into agreement with the article
steps.py, failures.py        the calls of its steps, and what follows when one fails
operator_requests.py         what a person asks for: a new post, another try
"""
