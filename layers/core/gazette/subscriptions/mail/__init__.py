"""Mails: built from the site's templates, queued in the Subscribers table, and sent by SES.

rendering/        the mails that answer a request, and the letters of the mailing lists
limits/           how many mails an address, a mailbox, a client network and the site may cause
delivery/         what Mailer does with a mail that is due: reserve it, send it once, store the outcome
queued_mail.py    a mail that waits in an item of the table
ses.py            sends one mail; headers.py has the header fields that Python's `email` package would break
"""
