// Events a second and bytes a viewer.
