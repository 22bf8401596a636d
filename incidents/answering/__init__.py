"""Answers to what a person has in hand: signatures that its lines have, and stories with the closest words.

Site, API and command line render the same `Answer`. Plain Python, like the engines that it puts together.
"""
