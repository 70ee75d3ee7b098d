// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/formschema.h"

#include <QWidget>

namespace authscope::ui {

/// The control for one property.
class FieldEditor : public QWidget {
    Q_OBJECT

public:
    explicit FieldEditor(const schema::Field &field);

    const schema::Field &field() const { return m_field; }
    /// What is in the control, when it is of the field's type; nothing when it is empty or is not.
    virtual std::optional<json::Value> value() const = 0;
    /// Never emits edited(). A value of another type is shown as it is and becomes a problem.
    virtual void setValue(const std::optional<json::Value> &value) = 0;
    /// "is not a whole number"; empty when there is none.
    virtual QString problem() const { return {}; }
    virtual QWidget *control() const = 0;

Q_SIGNALS:
    void edited();

protected:
    void adopt(QWidget *control);

private:
    schema::Field m_field;
};

FieldEditor *makeFieldEditor(const schema::Field &field);

} // namespace authscope::ui
