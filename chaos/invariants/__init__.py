"""What must hold whatever has been killed, each as a check of the database, the files and what people wrote down."""
