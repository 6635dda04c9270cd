"""What S3 and CloudFront do with pictures: upload forms with a signed policy, and the files below /media/."""
