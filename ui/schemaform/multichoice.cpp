// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/multichoice.h"

#include "ui/common/text.h"
#include "ui/common/widgets.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr size_t boxesAtMost = 50; // more are easier to type

class MultiChoiceEditor : public FieldEditor {
public:
    MultiChoiceEditor(const schema::Field &field, Choices choices)
        : FieldEditor(field), m_choices(std::move(choices)), m_holder(new QWidget)
    {
        auto *boxes = column(m_holder, 0, 4);
        boxes->setContentsMargins(0, 4, 0, 4);
        adopt(m_holder);
        m_holder->setObjectName({});
        for (const auto &[label, value] : std::as_const(m_choices)) {
            auto *box = new QCheckBox(withoutMnemonic(base::cleaned(label, 120)));
            box->setObjectName(u"field_%1_%2"_s.arg(
                base::cleaned(json::text(field.name), 80), QString::number(m_boxes.size())));
            box->setAccessibleName(u"%1: %2"_s.arg(m_holder->accessibleName(), base::cleaned(label, 120)));
            boxes->addWidget(box);
            m_boxes += box;
            connect(box, &QCheckBox::toggled, this, [this] {
                m_other.reset();
                m_isSet = true;
                Q_EMIT edited();
            });
        }
        m_holder->setFocusProxy(m_boxes.first());
    }

    std::optional<json::Value> value() const override
    {
        if (m_other)
            return m_other;
        json::Array chosen;
        for (qsizetype i = 0; i < m_boxes.size(); ++i) {
            if (m_boxes[i]->isChecked())
                chosen.push_back(m_choices[i].second);
        }
        if (chosen.empty() && !m_isSet && !field().isRequired)
            return {};
        return json::Value(std::move(chosen));
    }
    void setValue(const std::optional<json::Value> &value) override
    {
        m_other.reset();
        m_isSet = value.has_value();
        const json::Array *given = value && value->is_array() ? &value->get_array() : nullptr;
        for (qsizetype i = 0; i < m_boxes.size(); ++i) {
            const QSignalBlocker quiet(m_boxes[i]);
            m_boxes[i]->setChecked(
                given && std::find(given->begin(), given->end(), m_choices[i].second) != given->end());
        }
        if (value && this->value() != *value)
            m_other = *value; // another order, or what is no choice: kept until it is edited
    }
    QWidget *control() const override { return m_holder; }

private:
    Choices m_choices;
    QList<QCheckBox *> m_boxes;
    QWidget *m_holder;
    bool m_isSet = false;
    std::optional<json::Value> m_other;
};

} // namespace

std::optional<Choices> multipleChoices(const json::Value &schema, const std::string &property)
{
    const json::Object *root = schema.if_object();
    const json::Object *properties = root ? json::objectMember(*root, "properties") : nullptr;
    const json::Object *field = properties ? json::objectMember(*properties, property) : nullptr;
    if (!field || json::stringMember(*field, "type") != QByteArray("array"))
        return std::nullopt;
    const json::Object *items = json::objectMember(*field, "items");
    if (!items)
        return std::nullopt;
    Choices choices;
    if (const json::Array *values = json::arrayMember(*items, "enum")) {
        for (const json::Value &value : *values)
            choices += { value.is_string() ? json::text(value.get_string())
                                           : QString::fromUtf8(json::compact(value)),
                value };
    }
    for (const std::string_view keyword : { "anyOf", "oneOf" }) {
        const json::Array *constants = json::arrayMember(*items, keyword);
        for (size_t i = 0; constants && i < constants->size(); ++i) {
            const json::Object *constant = (*constants)[i].if_object();
            const json::Value *value = constant ? constant->if_contains("const") : nullptr;
            if (!value)
                return std::nullopt;
            const auto title = json::stringMember(*constant, "title");
            choices += { title           ? QString::fromUtf8(*title)
                    : value->is_string() ? json::text(value->get_string())
                                         : QString::fromUtf8(json::compact(*value)),
                *value };
        }
    }
    if (choices.isEmpty() || size_t(choices.size()) > boxesAtMost)
        return std::nullopt;
    return choices;
}

FieldEditor *makeMultiChoiceEditor(const schema::Field &field, const Choices &choices)
{
    return new MultiChoiceEditor(field, choices);
}

} // namespace authscope::ui
