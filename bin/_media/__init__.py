"""Makes the sample films, hand-outs and packages of the classroom: see bin/media."""
