// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/schemaform/valueeditor.h"

class QMenu;

namespace authscope::ui {

/// One place with everything around its control: label, constraints, what is wrong, and the menu that says
/// what a control cannot: left out, null, an example, as JSON. A group (object, list, alternatives) draws
/// its inside when it is opened.
class PlaceEditor : public QWidget {
    Q_OBJECT

public:
    enum class Look {
        Labelled,
        Bare, ///< the owner says what it is: no label, no menu, always open
    };
    /// `head` stands where the label would be.
    PlaceEditor(const FormPlace &place, Look look, QWidget *head = nullptr);

    const FormPlace &place() const { return m_place; }
    const schema::FormNode &node() const { return m_place.node; }
    std::optional<json::Value> value() const;
    void setValue(const std::optional<json::Value> &value); ///< emits nothing
    void setPath(const QString &path);
    void addButton(QWidget *button); ///< at the end of its line
    void showProblems(const Problems *problems, bool all, QStringList &left);
    void collectObstacles(QStringList &obstacles) const;
    void setTouched() { m_isTouched = true; }
    bool isTouched() const { return m_isTouched; }
    bool isOpen() const { return m_isOpen; }
    void setOpen(bool open);
    void focusField();
    void fillMenu(QMenu *menu); ///< with what can be done here
    ValueEditor *editor() const { return m_editor; } ///< null: not drawn

Q_SIGNALS:
    void edited();
    void drawn(); ///< opened, or more of it is drawn; the value is the same

private:
    QString markedWords() const; ///< with a star where something must stand
    void buildLine(QWidget *head);
    void buildGroup(QWidget *head);
    bool isShown(const json::Value &value) const; ///< by the control of its kind
    bool needsEditor() const;
    void draw(); ///< the editor for m_value; it is moved there
    void dropEditor();
    void redraw(const std::optional<json::Value> &value); ///< with another editor
    void apply(const std::optional<json::Value> &value); ///< as if somebody did it
    bool isGroupTooDeep() const;
    void refreshHead();
    void showHint(const QString &text, Tone tone, const QString &tip = {});
    void openMenu();

    FormPlace m_place;
    Look m_look;
    bool m_isGroup;
    bool m_isTouched = false;
    bool m_isOpen = false;
    bool m_isJson = false; ///< drawn as text
    bool m_wantsJson = false; ///< somebody asked for that
    bool m_isChosen = false; ///< opened or closed by somebody
    std::optional<json::Value> m_value; ///< while there is no editor
    ValueEditor *m_editor = nullptr;
    QBoxLayout *m_body = nullptr;
    QBoxLayout *m_line = nullptr;
    QWidget *m_holder = nullptr; ///< of a group: what can be closed
    Label *m_label = nullptr;
    Label *m_hint = nullptr;
    Label *m_summary = nullptr;
    QPushButton *m_toggle = nullptr;
    QPushButton *m_add = nullptr;
    QPushButton *m_menu = nullptr;
};

} // namespace authscope::ui
