"""What a digest costs: planning and sending for many readers, on DynamoDB Local, with a stand-in of SES."""
