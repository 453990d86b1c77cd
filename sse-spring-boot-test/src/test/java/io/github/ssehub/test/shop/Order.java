package io.github.ssehub.test.shop;

record Order(String id, String customer, int total) {

}
