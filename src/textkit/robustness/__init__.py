"""Findings + other choices → which findings survive in how many specifications."""

from textkit.robustness.findings import (
    CommitmentGap,
    GradeGap,
    KeynessSurvivors,
    LeadingTheme,
    ThemeGap,
    TopicSeparation,
)
from textkit.robustness.joint import JointTest, joint_test
from textkit.robustness.specifications import Estimate, specify, survival
from textkit.robustness.texts import Texts

__all__ = [
    "CommitmentGap",
    "Estimate",
    "GradeGap",
    "JointTest",
    "KeynessSurvivors",
    "LeadingTheme",
    "Texts",
    "ThemeGap",
    "TopicSeparation",
    "joint_test",
    "specify",
    "survival",
]
