"""Between the web server and Django: bodies are read whole and within limits before a thread is taken."""
