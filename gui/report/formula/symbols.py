"""The signs that a formula may have, what each is called in LaTeX, and what it is among its neighbours."""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """What a part of a formula is for the space around it, as in TeX: a + b is wider than ab, and f(x) is tight."""

    ORDINARY = 0  # a variable, a number
    OPERATOR = 1  # ∑, log
    BINARY = 2  # +, ·
    RELATION = 3  # =, ≤, →
    OPENING = 4  # (
    CLOSING = 5  # )
    PUNCTUATION = 6  # ,
    INNER = 7  # a fraction, or what \left and \right enclose


ORDINARY, OPERATOR, BINARY, RELATION = Kind.ORDINARY, Kind.OPERATOR, Kind.BINARY, Kind.RELATION
OPENING, CLOSING, PUNCTUATION, INNER = Kind.OPENING, Kind.CLOSING, Kind.PUNCTUATION, Kind.INNER

SMALL_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "ϕ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "partial": "∂",
}  # fmt: skip
CAPITAL_GREEK = {
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
SIGNS: dict[Kind, dict[str, str]] = {
    ORDINARY: {
        **CAPITAL_GREEK, "nabla": "∇", "infty": "∞", "ell": "ℓ", "top": "⊤", "bot": "⊥", "forall": "∀", "exists": "∃",
        "ldots": "…", "dots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "prime": "′", "%": "%", "#": "#",
        "$": "$", "&": "&", "_": "_", "|": "‖", "vert": "|", "Vert": "‖",
    },
    BINARY: {
        "pm": "±", "mp": "∓", "cdot": "·", "times": "×", "div": "÷", "ast": "∗", "circ": "∘", "odot": "⊙",
        "otimes": "⊗", "oplus": "⊕", "cup": "∪", "cap": "∩", "setminus": "∖",
    },
    RELATION: {
        "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "ll": "≪", "gg": "≫", "approx": "≈",
        "equiv": "≡", "sim": "∼", "propto": "∝", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆", "to": "→",
        "rightarrow": "→", "leftarrow": "←", "gets": "←", "mapsto": "↦", "Rightarrow": "⇒", "Leftrightarrow": "⇔",
        "mid": "∣",
    },
    OPENING: {"{": "{", "langle": "⟨", "lfloor": "⌊", "lceil": "⌈"},
    CLOSING: {"}": "}", "rangle": "⟩", "rfloor": "⌋", "rceil": "⌉"},
}  # fmt: skip
BIG_OPERATORS = {"sum": "∑", "prod": "∏", "int": "∫"}
FUNCTIONS = (
    "arg", "cos", "cosh", "det", "exp", "ln", "log", "sin", "sinh", "tan", "tanh",
)  # fmt: skip
FUNCTIONS_WITH_LIMITS = ("lim", "max", "min", "inf", "sup")  # what they range over stands below
SPACES = {",": 3 / 18, ":": 4 / 18, ">": 4 / 18, ";": 5 / 18, "!": -3 / 18, " ": 6 / 18, "quad": 1.0, "qquad": 2.0}
ACCENTS = {"hat": "ˆ", "tilde": "˜", "dot": "˙", "bar": "¯", "overline": "¯", "vec": "→"}
SETS = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ", "P": "ℙ"}
FENCES = {"(": "(", ")": ")", "[": "[", "]": "]", "|": "|", ".": "", "/": "/"} | {
    "\\" + name: sign
    for name, sign in [*SIGNS[OPENING].items(), *SIGNS[CLOSING].items(), ("|", "‖"), ("lvert", "|"), ("rvert", "|")]
}

COMMANDS: dict[str, tuple[str, Kind]] = {
    name: (sign, kind) for kind, signs in SIGNS.items() for name, sign in signs.items()
} | {name: (sign, ORDINARY) for name, sign in SMALL_GREEK.items()}
ITALIC_SIGNS = frozenset(SMALL_GREEK.values())  # set as variables are; capital Greek letters stand upright

TYPED: dict[str, tuple[str, Kind]] = {
    **{sign: (sign, kind) for sign, kind in COMMANDS.values() if not sign.isascii()},
    "-": ("−", BINARY), "−": ("−", BINARY), "+": ("+", BINARY), "*": ("∗", BINARY), "=": ("=", RELATION),
    "<": ("<", RELATION), ">": (">", RELATION), ":": (":", RELATION), "(": ("(", OPENING), "[": ("[", OPENING),
    ")": (")", CLOSING), "]": ("]", CLOSING), "!": ("!", CLOSING), "?": ("?", CLOSING), ",": (",", PUNCTUATION),
    ";": (";", PUNCTUATION), "/": ("/", ORDINARY), "|": ("|", ORDINARY), "∑": ("∑", OPERATOR),
}  # fmt: skip
