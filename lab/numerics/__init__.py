"""Methods that can be used alone: curvature, optimizers, transport, densities, flows, ensembles."""
