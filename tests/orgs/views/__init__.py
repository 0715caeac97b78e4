PHONE, EMAIL = "+1 510 555 0101", "ana@post.example"
