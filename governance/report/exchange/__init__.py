"""The catalog as other catalogs and tools read it; one file per format in `formats/`."""
