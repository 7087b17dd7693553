"""A run over time.

marks, moments    lanes with their marks and gaps; what came when
tempo             how fast the deltas came
overhead          what the bytes were for
"""
