"""What an assistant may ask over the Model Context Protocol (MCP), or read as skills, of a bundle.

Plain Python, like the engines that it puts together; `server` alone knows the protocol and its library.
"""
