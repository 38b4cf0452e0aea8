"""Experiments: when does a network reason?"""
