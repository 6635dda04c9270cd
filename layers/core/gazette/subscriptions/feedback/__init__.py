"""What SES reports about mails: complaints, bounces and deliveries.

    SES ──▶ default event bus ──▶ Feedback: ses_events.py reads an event, identification.py replaces its addresses by
                                  keyed hashes, processing.py ends subscriptions and writes down outcomes

After identification nothing contains an address, so a report whose processing fails can be kept for an operator.
"""
