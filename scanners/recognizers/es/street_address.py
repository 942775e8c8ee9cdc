"""Spanish street address.

A word for a street, its name, and a number.
https://es.wikipedia.org/wiki/Direcci%C3%B3n_postal
"""

CATEGORY = "address"
KIND = None
PATTERN = (
    r"(?i)(?<!\w)(?:calle|c/|c\.|avenida|avda\.?|av\.|plaza|pza\.?|paseo|p\.º|camino|carrera|ronda"
    r"|travesía|calzada|carretera|glorieta) ?(?:[\w'’.ºª-]{1,25} ){0,5}[\w'’.ºª-]{1,25}"
    r",? (?:n[ºo°]\.? ?|núm\. ?|# ?)?[1-9][0-9]{0,4}(?!\w)"
)
WORDS = ("direccion", "dirección", "calle", "domicilio")
ALONE = 0.9
SHARE = 0.3
EXAMPLES = ("Calle Mayor, 12", "C/ del Ejemplo nº 3", "Avenida de la Paz 101")
COUNTEREXAMPLES = ("Calle Mayor", "12 calles", "plaza de toros")
