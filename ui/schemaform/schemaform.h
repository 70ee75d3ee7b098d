// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/schemaform/problems.h"
#include "ui/schemaform/valueeditor.h"

#include <QTimer>

namespace authscope::ui {

class PlaceEditor;

/// The form of one schema. What it has no control for is kept and edited as JSON.
class SchemaForm : public QWidget {
    Q_OBJECT

public:
    SchemaForm();

    /// Starts over, with the schema's defaults. `fileMembers`: those of the whole that take a file.
    void setSchema(const json::Value &schema, const QSet<QByteArray> &fileMembers = {});
    json::Object value() const; ///< empty when the whole is no object
    void setValue(const json::Object &value); ///< emits nothing
    /// The same for schemas of anything; nothing when nothing was given.
    std::optional<json::Value> whole() const;
    void setWhole(const std::optional<json::Value> &value);
    /// What stands in the way of a call. Shown beside the field once it was touched, or all of them.
    QStringList problems() const;
    /// Those that leave nothing to be sent: what was typed is no value.
    QStringList obstacles() const;
    void showAllProblems(); ///< the first of them gets the focus
    /// Whether a member that the schema does not speak of may be added all the same.
    bool takesUnsaidMembers() const;
    void addMember();
    void focusFirst();
    /// Now instead of a moment after the last key.
    void settle();
    const schema::Judgement &judge(const json::Value &value) const; ///< by the schema of this form

Q_SIGNALS:
    void edited();
    void settled(); ///< the marks beside the fields are those of the value

protected:
    void showEvent(QShowEvent *event) override;

private:
    void orderTabs();
    void start(const std::optional<json::Value> &value);
    void placeEdited();
    const schema::Compiled &rules() const;
    QString labelled(const schema::Violation &violation) const;

    json::Value m_schema = nullptr;
    schema::FormNode m_node;
    std::shared_ptr<FormShare> m_share;
    mutable std::optional<schema::Compiled> m_rules; ///< made when first needed
    mutable std::optional<json::Value> m_judged;
    mutable schema::Judgement m_judgement;
    bool m_showsAll = false;
    PlaceEditor *m_root = nullptr;
    Label *m_general;
    Label *m_caution;
    QTimer m_settling;
    QTimer m_ordering; ///< of the way of Tab
};

} // namespace authscope::ui
