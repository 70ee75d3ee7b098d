// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/schemaform/fieldeditor.h"

namespace authscope::ui {

using Choices = QList<std::pair<QString, json::Value>>;

/// What may stand in a list of choices: a property of type array whose items are an enum, or constants with
/// titles. Nothing for every other property.
std::optional<Choices> multipleChoices(const json::Value &schema, const std::string &property);

/// Several of a few values: a box each.
FieldEditor *makeMultiChoiceEditor(const schema::Field &field, const Choices &choices);

} // namespace authscope::ui
