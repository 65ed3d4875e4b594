// A prediction is a card.
