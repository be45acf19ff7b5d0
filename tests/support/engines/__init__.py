"""Three browser engines behind one small driver, so that one test speaks to each of them."""
