"""Experiments: when does training jump?"""
