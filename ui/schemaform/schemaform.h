// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/formschema.h"
#include "ui/common/widgets.h"

class QGridLayout;

namespace authscope::ui {

class FieldEditor;

/// The form of one input schema. Its value is a whole object: members the form has no control for are kept
/// and sent as they are.
class SchemaForm : public QWidget {
    Q_OBJECT

public:
    SchemaForm();

    /// Starts over, with the schema's defaults.
    void setSchema(const json::Value &schema);
    json::Object value() const;
    void setValue(const json::Object &value); ///< emits nothing
    /// What stands in the way of a call. Shown beside the field once it was touched, or all of them.
    QStringList problems() const;
    void showAllProblems();
    bool isEmpty() const { return m_lines.isEmpty(); }
    void focusFirst();

Q_SIGNALS:
    void edited();

private:
    struct Line {
        FieldEditor *editor;
        Label *hint;
        bool touched = false;
    };
    bool isWhole() const; ///< one field for the whole value
    QString problemOf(const Line &line, const schema::Judgement &judgement) const;
    void addField(const schema::Field &field);
    void editorEdited(FieldEditor *editor);
    void showProblems();

    json::Value m_schema = nullptr;
    schema::Form m_form;
    json::Object m_rest; ///< members without a control
    QList<Line> m_lines;
    QGridLayout *m_grid;
    Label *m_general;
};

} // namespace authscope::ui
