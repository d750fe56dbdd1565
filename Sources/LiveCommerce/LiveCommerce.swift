// LiveCommerce
