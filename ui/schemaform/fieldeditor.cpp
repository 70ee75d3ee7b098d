// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/fieldeditor.h"

#include "ui/common/text.h"
#include "ui/common/widgets.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalBlocker>

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using schema::Field;
using schema::FieldType;

namespace {

/// A value as a person would type it: texts without quotes, the rest as JSON.
QString asTyped(const json::Value &value)
{
    return value.is_string() ? json::text(value.as_string()) : QString::fromUtf8(json::compact(value));
}

/// Text, and numbers, which are typed too: a spin box has no "nothing" and stops at 32 bits.
class LineEditor : public FieldEditor {
public:
    explicit LineEditor(const Field &field) : FieldEditor(field), m_edit(new QLineEdit)
    {
        adopt(m_edit);
        m_edit->setPlaceholderText(base::cleaned(field.format));
        connect(m_edit, &QLineEdit::textEdited, this, [this] {
            m_other.reset();
            Q_EMIT edited();
        });
    }

    std::optional<json::Value> value() const override
    {
        if (m_other)
            return m_other;
        const QString text = m_edit->text();
        if (text.isEmpty())
            return {};
        if (field().type == FieldType::Text)
            return json::Value(json::string(text));
        return number(text);
    }
    void setValue(const std::optional<json::Value> &value) override
    {
        const QSignalBlocker quiet(m_edit);
        m_edit->setText(value ? asTyped(*value) : QString());
        m_other.reset();
        if (value && this->value() != *value)
            m_other = *value; // of another type: kept until it is edited, judged by the schema
    }
    QString problem() const override
    {
        if (m_other || m_edit->text().isEmpty() || value())
            return {};
        return field().type == FieldType::Integer ? tr("is not a whole number") : tr("is not a number");
    }
    QWidget *control() const override { return m_edit; }

private:
    std::optional<json::Value> number(const QString &text) const
    {
        bool ok = false;
        if (const qint64 whole = text.trimmed().toLongLong(&ok); ok)
            return json::Value(whole);
        if (const quint64 large = text.trimmed().toULongLong(&ok); ok)
            return json::Value(large);
        const double real = text.trimmed().toDouble(&ok);
        if (!ok || !std::isfinite(real) || field().type == FieldType::Integer)
            return {};
        return json::Value(real);
    }

    QLineEdit *m_edit;
    std::optional<json::Value> m_other;
};

/// Long text, and what no other control can express: JSON as text.
class BlockEditor : public FieldEditor {
public:
    explicit BlockEditor(const Field &field) : FieldEditor(field), m_edit(new QPlainTextEdit)
    {
        adopt(m_edit);
        if (isJson())
            m_edit->setFont(fontFor(TextRole::Wire));
        m_edit->setTabChangesFocus(true);
        m_edit->setFixedHeight(m_edit->fontMetrics().lineSpacing() * 4 + 16);
        connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
            m_other.reset();
            Q_EMIT edited();
        });
    }

    std::optional<json::Value> value() const override
    {
        if (m_other)
            return m_other;
        const QString text = m_edit->toPlainText();
        if (text.trimmed().isEmpty())
            return {};
        if (!isJson())
            return json::Value(json::string(text));
        const auto parsed = json::parse(text.toUtf8(), tr("The value"));
        return parsed ? std::optional<json::Value>(*parsed) : std::nullopt;
    }
    void setValue(const std::optional<json::Value> &value) override
    {
        const QSignalBlocker quiet(m_edit);
        m_edit->setPlainText(!value ? QString()
                : isJson()          ? QString::fromUtf8(json::pretty(*value)).trimmed()
                                    : asTyped(*value));
        m_other.reset();
        if (value && this->value() != *value)
            m_other = *value;
    }
    QString problem() const override
    {
        const QString text = m_edit->toPlainText();
        if (m_other || !isJson() || text.trimmed().isEmpty())
            return {};
        const auto parsed = json::parse(text.toUtf8(), tr("The value"));
        return parsed ? QString() : parsed.error().message;
    }
    QWidget *control() const override { return m_edit; }

private:
    bool isJson() const { return field().type == FieldType::Json; }

    QPlainTextEdit *m_edit;
    std::optional<json::Value> m_other;
};

/// One of several values; "not set" where the schema allows leaving it out. Booleans without a default are
/// such a choice too.
class ChoiceEditor : public FieldEditor {
public:
    explicit ChoiceEditor(const Field &field)
        : FieldEditor(field), m_box(new QComboBox), m_choices(field.choices)
    {
        if (field.type == FieldType::Boolean)
            m_choices = { { tr("yes"), json::Value(true) }, { tr("no"), json::Value(false) } };
        adopt(m_box);
        m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_box->setMinimumContentsLength(16);
        m_box->addItem(field.isRequired ? tr("Choose…") : tr("not set"));
        for (const auto &[label, value] : std::as_const(m_choices))
            m_box->addItem(base::cleaned(label));
        connect(m_box, &QComboBox::activated, this, [this] {
            m_other.reset();
            Q_EMIT edited();
        });
    }

    std::optional<json::Value> value() const override
    {
        if (m_other)
            return m_other;
        const int index = m_box->currentIndex() - 1;
        return index < 0 ? std::nullopt : std::optional(m_choices[index].second);
    }
    void setValue(const std::optional<json::Value> &value) override
    {
        m_other.reset();
        m_box->setCurrentIndex(0);
        for (int i = 0; value && i < m_choices.size(); ++i) {
            if (m_choices[i].second == *value)
                m_box->setCurrentIndex(i + 1);
        }
        if (value && m_box->currentIndex() == 0)
            m_other = *value;
    }
    QString problem() const override
    {
        return m_other ? tr("%1 is none of the choices").arg(base::cleaned(asTyped(*m_other), 60))
                       : QString();
    }
    QWidget *control() const override { return m_box; }

private:
    QComboBox *m_box;
    QList<std::pair<QString, json::Value>> m_choices;
    std::optional<json::Value> m_other;
};

/// A boolean that always has a value: required, or with a default.
class CheckEditor : public FieldEditor {
public:
    explicit CheckEditor(const Field &field) : FieldEditor(field), m_box(new QCheckBox)
    {
        adopt(m_box);
        connect(m_box, &QCheckBox::toggled, this, [this] {
            m_other.reset();
            Q_EMIT edited();
        });
    }

    std::optional<json::Value> value() const override
    {
        return m_other ? m_other : std::optional(json::Value(m_box->isChecked()));
    }
    void setValue(const std::optional<json::Value> &value) override
    {
        const QSignalBlocker quiet(m_box);
        m_box->setChecked(value && value->is_bool() && value->as_bool());
        m_other.reset();
        if (value && !value->is_bool())
            m_other = *value;
    }
    QWidget *control() const override { return m_box; }

private:
    QCheckBox *m_box;
    std::optional<json::Value> m_other;
};

} // namespace

FieldEditor::FieldEditor(const Field &field) : m_field(field) { }

void FieldEditor::adopt(QWidget *control)
{
    control->setObjectName(u"field_"_s + base::cleaned(json::text(m_field.name), 80));
    QString words = base::cleaned(m_field.label.isEmpty() ? json::text(m_field.name) : m_field.label, 120);
    if (words.isEmpty())
        words = tr("Arguments");
    control->setAccessibleName(m_field.isRequired ? tr("%1, required").arg(words) : words);
    control->setAccessibleDescription(base::cleaned(m_field.hint));
    row(this, 0, 0)->addWidget(control, 1);
    setFocusProxy(control);
}

FieldEditor *makeFieldEditor(const Field &field)
{
    switch (field.type) {
    case FieldType::Text:
    case FieldType::Integer:
    case FieldType::Number:
        return new LineEditor(field);
    case FieldType::LongText:
    case FieldType::Json:
        return new BlockEditor(field);
    case FieldType::Boolean:
        if (field.isRequired || field.hasDefault)
            return new CheckEditor(field);
        return new ChoiceEditor(field);
    case FieldType::Choice:
        return new ChoiceEditor(field);
    }
    Q_UNREACHABLE();
    return nullptr;
}

} // namespace authscope::ui
